#include "lockstep.h"
int main(void) {
    return 0;
}
