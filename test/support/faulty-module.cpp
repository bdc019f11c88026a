// A PKCS#11 module that is SoftHSM in everything but its signatures: FAULTY_MODULE in the environment says what is wrong with them.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long number;
typedef number (*sign_init)(number session, void *mechanism, number key);
typedef number (*sign)(number session, unsigned char *data, number length, unsigned char *signature, number *size);

// CK_FUNCTION_LIST of PKCS#11 2.20: a version, then 68 functions in the order of the standard.
struct function_list {
  unsigned char version[2];
  void *functions[68];
};
enum { SIGN_INIT = 42, SIGN = 43, DEVICE_ERROR = 0x30 };

static function_list *real;
static function_list ours;

static bool is(const char *fault) {
  const char *now = getenv("FAULTY_MODULE");
  return now != 0 && strcmp(now, fault) == 0;
}

static number faulty_sign_init(number session, void *mechanism, number key) {
  const char *other = getenv("FAULTY_MODULE_KEY");
  const bool swapped = other != 0 && (is("other-key") || is("other-algorithm"));
  return ((sign_init)real->functions[SIGN_INIT])(session, mechanism, swapped ? strtoul(other, 0, 10) : key);
}

static number faulty_sign(number session, unsigned char *data, number length, unsigned char *signature, number *size) {
  if (is("hangs")) sleep(8);
  const number result = ((sign)real->functions[SIGN])(session, data, length, signature, size);
  if (result != 0 || signature == 0) return result;
  if (is("throws")) return DEVICE_ERROR;
  if (is("flipped-bit")) signature[*size - 1] ^= 1;
  if (is("wrong-length")) *size -= 2;
  return result;
}

extern "C" number C_GetFunctionList(function_list **list) {
  if (real == 0) {
    void *library = dlopen(getenv("FAULTY_MODULE_OF"), RTLD_NOW);
    if (library == 0) return DEVICE_ERROR;
    ((number(*)(function_list **))dlsym(library, "C_GetFunctionList"))(&real);
    ours = *real;
    ours.functions[SIGN_INIT] = (void *)faulty_sign_init;
    ours.functions[SIGN] = (void *)faulty_sign;
  }
  *list = &ours;
  return 0;
}
